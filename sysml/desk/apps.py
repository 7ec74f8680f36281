from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sysml.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Register jobs once apps are loaded.
        from sysml.desk.erasure import letters  # noqa: F401, PLC0415  (and a kind of letter)
        from sysml.desk.erasure import tasks as erasure  # noqa: F401, PLC0415
        from sysml.desk.integrity import tasks as integrity  # noqa: F401, PLC0415
        from sysml.desk.proceedings import tasks  # noqa: F401, PLC0415
        from sysml.desk.queries import recipients  # noqa: F401, PLC0415  (likewise groups of people)
