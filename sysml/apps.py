from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The wiring: commands of the site itself, and who acts upon which event."""

    name = "sysml"
    label = "site"

    def ready(self) -> None:
        from sysml.subscriptions import install  # noqa: PLC0415  (apps are loaded only now)

        install()
