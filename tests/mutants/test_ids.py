"""What is seen from outside says nothing about the order of arrival."""

from sysml.kernel import ids


def test_ids_have_no_order_and_do_not_resemble_each_other() -> None:
    made = [ids.new("paper", n) for n in range(300)]
    assert len(set(made)) == len(made)
    assert made != sorted(made)
    assert all(len({one[at] for one in made}) > 16 for at in range(ids.LENGTH))


def test_a_number_of_a_paper_says_nothing_of_how_many_there_are() -> None:
    taken: set[int] = set()
    for n in range(200):
        taken.add(number := ids.new_number("paper", n, taken))
        assert 1000 <= number <= 9999
    assert max(taken) - min(taken) > 5000
