"""Shapes of programme and proceedings."""

from rest_framework import serializers as drf

from reviews.commands.proceedings import PRINTS
from sysml.kernel.serializers import LARGEST


class ProductionRowOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    accepted_title = drf.CharField(allow_blank=True)
    title_changed = drf.BooleanField()
    authors = drf.ListField(child=drf.CharField(), help_text="empty where they are hidden from you")
    state = drf.CharField(help_text="missing, or the state of the check of the final version")
    document = drf.CharField(allow_blank=True, help_text="xid of the final version")
    rights = drf.BooleanField()
    session = drf.CharField(allow_blank=True)
    position = drf.IntegerField()
    first_page = drf.IntegerField(allow_null=True)
    last_page = drf.IntegerField(allow_null=True)


class SessionOut(drf.Serializer[object]):
    name = drf.CharField()
    day = drf.CharField(allow_blank=True)
    begins = drf.CharField(allow_blank=True)
    ends = drf.CharField(allow_blank=True)
    room = drf.CharField(allow_blank=True)
    chair = drf.CharField(allow_blank=True)


class ProductionOut(drf.Serializer[object]):
    missing = drf.IntegerField()
    public = drf.BooleanField()
    sessions = SessionOut(many=True)
    results = ProductionRowOut(many=True, source="rows")


class PlaceIn(drf.Serializer[object]):
    number = drf.IntegerField(min_value=1, max_value=LARGEST)
    session = drf.CharField(required=False, allow_blank=True, default="")
    position = drf.IntegerField(required=False, default=0, min_value=0, max_value=9999)
    first_page = drf.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST
    )
    last_page = drf.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST
    )


class PlacesIn(drf.Serializer[object]):
    places = PlaceIn(many=True)


class SessionIn(drf.Serializer[object]):
    name = drf.CharField(max_length=120)
    day = drf.DateField(required=False, default=None, allow_null=True)
    begins = drf.TimeField(required=False, default=None, allow_null=True)
    ends = drf.TimeField(required=False, default=None, allow_null=True)
    room = drf.CharField(required=False, allow_blank=True, default="", max_length=80)
    chair = drf.CharField(required=False, allow_blank=True, default="", max_length=120)


class SessionsIn(drf.Serializer[object]):
    sessions = SessionIn(many=True)


class RemindedOut(drf.Serializer[object]):
    papers = drf.IntegerField()


class PrintIn(drf.Serializer[object]):
    what = drf.ChoiceField(choices=list(PRINTS))


class PrintOut(drf.Serializer[object]):
    xid = drf.CharField()
    what = drf.CharField()
    state = drf.CharField()
    percent = drf.IntegerField()
    missing = drf.CharField(allow_blank=True, help_text="a library that must be installed first")
    result_url = drf.CharField(allow_blank=True)


class PublicPaperOut(drf.Serializer[object]):
    number = drf.IntegerField()
    title = drf.CharField()
    authors = drf.ListField(child=drf.CharField())
    session = drf.CharField(allow_blank=True)
    pages = drf.CharField(allow_blank=True)
    has_file = drf.BooleanField()
    key = drf.CharField()
    bibtex = drf.CharField()


class PublicProceedingsOut(drf.Serializer[object]):
    results = PublicPaperOut(many=True)
    next = drf.CharField(allow_null=True)
