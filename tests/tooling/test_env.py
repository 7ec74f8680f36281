"""The environment: what is read, and that a mistake is named at start."""

from pathlib import Path

import pytest

from sysml.env import Env, EnvError

SECRET = "0123456789" * 5
PUBLIC = {
    "SYSML_DEPLOYED": "1",
    "SYSML_SECRET_KEY": SECRET,
    "SYSML_HOSTS": "conference.example.org",
    "SYSML_BASE_URL": "https://conference.example.org",
}


@pytest.fixture
def data(tmp_path: Path) -> dict[str, str]:
    return {"SYSML_DATA": str(tmp_path)}


def test_everything_has_a_working_default(data):
    env = Env.read(data)
    assert (env.deployed, env.debug, env.demo) == (False, True, False)
    assert (env.base_url, env.artifact_max_mb) == ("http://127.0.0.1:8000", 2000)
    assert (env.database_url, env.redis_url, env.smtp, env.s3, env.oauth) == ("", "", None, None, ())


def test_a_deployed_site_reads_its_services(data):
    env = Env.read(
        {
            **data,
            **PUBLIC,
            "DATABASE_URL": "postgres://u:p@db/sysml",
            "REDIS_URL": "redis://redis/0",
            "SYSML_ARTIFACT_MAX_MB": "500",
            "SYSML_SMTP_URL": "smtp://chair%40x:p%3Aw@mail.example.org",
            "SYSML_OIDC_CLIENT_ID": "id",
            "SYSML_OIDC_SECRET": "s",
            "SYSML_OIDC_URL": "https://login.example.org/realm",
        }
    )
    assert (env.debug, env.hosts, env.artifact_max_mb) == (False, ("conference.example.org",), 500)
    assert env.smtp is not None
    assert (env.smtp.host, env.smtp.port, env.smtp.user, env.smtp.password) == (
        "mail.example.org",
        587,
        "chair@x",
        "p:w",
    )
    assert (env.smtp.starttls, env.smtp.tls) == (True, False)
    assert [(c.provider, c.name, c.server_url) for c in env.oauth] == [
        ("openid_connect", "Institution", "https://login.example.org/realm")
    ]


@pytest.mark.parametrize(
    ("variables", "culprit"),
    [
        ({"SYSML_DEBUG": "0"}, "SYSML_SECRET_KEY"),
        ({"SYSML_DEBUG": "0", "SYSML_SECRET_KEY": "short"}, "SYSML_SECRET_KEY"),
        ({**PUBLIC, "SYSML_DEBUG": "1"}, "SYSML_DEBUG"),
        ({"SYSML_DEBUG": "perhaps"}, "SYSML_DEBUG"),
        ({"SYSML_PORT": "80a"}, "SYSML_PORT"),
        ({"SYSML_PORT": "70000"}, "SYSML_PORT"),
        ({"SYSML_ARTIFACT_MAX_MB": "0"}, "SYSML_ARTIFACT_MAX_MB"),
        ({"SYSML_LOG_LEVEL": "loud"}, "SYSML_LOG_LEVEL"),
        ({"SYSML_BASE_URL": "conference.example.org"}, "SYSML_BASE_URL"),
        ({"DATABASE_URL": "mysql://db/sysml"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://redis"}, "REDIS_URL"),
        ({"SYSML_SMTP_URL": "smtp://"}, "SYSML_SMTP_URL"),
        ({"SYSML_SMTP_URL": "smtp://mail.example.org:many"}, "SYSML_SMTP_URL"),
        ({"SYSML_S3_BUCKET": "papers"}, "SYSML_S3_ACCESS_KEY"),
        ({"SYSML_ORCID_CLIENT_ID": "APP-1"}, "SYSML_ORCID_SECRET"),
        ({"SYSML_OIDC_CLIENT_ID": "x", "SYSML_OIDC_SECRET": "y"}, "SYSML_OIDC_URL"),
        ({"SYSML_DEMO": "1", "SYSML_HOSTS": "localhost,conference.example.org"}, "SYSML_DEMO"),
        ({"SYSML_DEMO": "1", "SYSML_HOST": "0.0.0.0"}, "SYSML_DEMO"),
    ],
)
def test_a_mistake_is_named(data, variables, culprit):
    with pytest.raises(EnvError) as caught:
        Env.read({**data, **variables})
    assert (caught.value.variable, str(caught.value).split(":")[0]) == (culprit, culprit)


def test_the_demonstration_may_run_on_this_machine_alone(data):
    assert Env.read({**data, "SYSML_DEMO": "1", "SYSML_HOSTS": "localhost,127.0.0.1,[::1]"}).demo is True


def test_a_data_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EnvError, match=r"^SYSML_DATA: "):
        Env.read({"SYSML_DATA": str(tmp_path / "file")})


def test_the_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "secret_key").write_text(SECRET + "\n")
    assert Env.read({"SYSML_DATA": str(tmp_path), "SYSML_DEBUG": "0"}).secret_key == SECRET
