"""Shapes of what the public reads."""

from rest_framework import serializers as drf


class PublicAuthorOut(drf.Serializer[object]):
    """An author of an accepted paper."""

    name = drf.CharField()
    affiliation = drf.CharField(allow_blank=True)


class AcceptedPaperOut(drf.Serializer[object]):
    """An accepted paper."""

    number = drf.IntegerField()
    title = drf.CharField()
    track = drf.CharField()
    authors = PublicAuthorOut(many=True)
    badges = drf.ListField(child=drf.CharField(), help_text="names, with what each means under badges")


class AcceptedPage(drf.Serializer[object]):
    """One page of accepted papers, by title."""

    results = AcceptedPaperOut(many=True)
    next = drf.CharField(allow_null=True)


class PublicMemberOut(drf.Serializer[object]):
    """Somebody of a committee."""

    name = drf.CharField()
    affiliation = drf.CharField(allow_blank=True)
    title = drf.CharField(allow_blank=True)


class PublicGroupOut(drf.Serializer[object]):
    """People who hold the same office, or serve on the same side."""

    name = drf.CharField()
    people = PublicMemberOut(many=True)


class CommitteesOut(drf.Serializer[object]):
    """Who runs the edition, and who reviews."""

    offices = PublicGroupOut(many=True)
    members = PublicGroupOut(many=True)
