from django.apps import AppConfig


class ArtifactsConfig(AppConfig):
    name = "artifacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from artifacts import tasks, ties  # noqa: F401, PLC0415  (register jobs and ties once apps are loaded)
