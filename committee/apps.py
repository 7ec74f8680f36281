from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "committee"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from committee import letters, tasks, ties  # noqa: F401, PLC0415  (register once apps are loaded)
