"""A bucket as Django's storage. Loaded only where MEDIA_STORAGE_URL names one: its packages are an optional part."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# What is larger waits on the disk while it is read.
IN_MEMORY = 2**20


class PrivateBucket(S3Storage):
    """Nothing in it has an address: what people may have, our own views send after asking who they are."""

    def __init__(self, *, addressing_style: str, **options: Any) -> None:
        config = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            # Several servers that speak S3 stumble over the checksums that newer clients send unasked.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 3},
        )
        super().__init__(client_config=config, max_memory_size=IN_MEMORY, **options)

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Without this, whoever saw the address of an original could fetch it for an hour."""
        raise ValueError("This file has no address of its own.")

    def offer_upload(self, name: str, *, content_type: str, size: int) -> dict[str, Any]:
        """A form, as `url` and `fields`, by which a browser may store one file of at most this size under this name."""
        fields = {"Content-Type": content_type}
        offer: dict[str, Any] = self.connection.meta.client.generate_presigned_post(
            self.bucket.name,
            self._normalize_name(name),
            Fields=fields,
            Conditions=[["content-length-range", 1, size], fields],
            ExpiresIn=15 * 60,
        )
        return offer
