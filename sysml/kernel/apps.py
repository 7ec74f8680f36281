from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "sysml.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sysml.kernel import tasks  # noqa: F401, PLC0415  (registers the kernel's jobs once apps are loaded)
