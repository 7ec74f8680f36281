from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from submissions import tasks, ties  # noqa: F401, PLC0415  (register jobs and ties once apps are loaded)
