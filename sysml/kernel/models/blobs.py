from django.db import models


class Blob(models.Model):
    """A file's bytes, named by their SHA-256. Kept by `kernel.blobs`; many rows may point to one blob."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]
