from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "committee"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from committee import tasks, ties  # noqa: F401, PLC0415  (register jobs and ties once apps are loaded)
