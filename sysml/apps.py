from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The wiring: commands of the site itself, the queue, and who acts upon which event."""

    name = "sysml"
    label = "site"

    def ready(self) -> None:
        # Whoever nudges a worker needs this: without it Celery makes up an application with a broker of its own.
        from sysml import celery  # noqa: F401, PLC0415  (settings are there only now)
        from sysml.subscriptions import install  # noqa: PLC0415  (apps are loaded only now)

        install()
