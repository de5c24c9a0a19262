"""The kinds of destinations, and what the file of each says beside what all say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# By campaign that was started, the arms of each of its segments.
RecordedArms = Mapping[str, Mapping[str, Sequence[str]]]

# What every file may say. Of channel and purpose it says one.
COMMON = (
    "kind",
    "description",
    "segments",
    "columns",
    "match",
    "channel",
    "purpose",
    "allow_hidden",
    "campaign",
    "arm",
    "limits",
)
REQUIRED = ("kind", "segments", "columns", "match")
INTERNAL = "internal"

# The identifiers that ad platforms match by, as the columns of contacts_relation are to be called.
OF_GOOGLE = ("email", "phone", "first_name", "last_name", "country", "postal_code")
OF_META = (*OF_GOOGLE, "city", "state", "gender", "birthdate", "customer_id")
# Those that have an audience as a file, which is replaced whole: nothing there is told by its key.
WHOLE = ("file", "sftp")
# The most that either takes in one request.
MOST_OF_ADS = 10_000


@dataclass(frozen=True)
class Kind:
    """What the file of one kind says: keys that it must have, those that it may have, and column names."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    most_rows: int = 100_000

    @property
    def is_ads(self) -> bool:
        """Whether it shows advertisements, for which members must have agreed."""
        return bool(self.columns)


KINDS = {
    "file": Kind(required=("path",)),
    "postgres": Kind(required=("connection_env", "table")),
    "rest": Kind(required=("url",), optional=("remove_url", "token_env", "body", "remove_body")),
    "webhook": Kind(required=("url_env",), optional=("token_env",)),
    "sftp": Kind(required=("host", "host_key", "user", "path"), optional=("port", "password_env", "key_env")),
    "slack": Kind(required=("url_env",)),
    "google_customer_match": Kind(
        required=("account_id", "audience_id", "token_env", "terms"),
        optional=("login_account_id", "url"),
        columns=OF_GOOGLE,
        most_rows=MOST_OF_ADS,
    ),
    "meta_custom_audience": Kind(
        required=("audience_id", "token_env"), optional=("url",), columns=OF_META, most_rows=MOST_OF_ADS
    ),
}


@dataclass(frozen=True)
class Limits:
    """How much at once, and how often.

    max_removed: the largest share, 0 to 1, of a destination's members of a segment that one delivery removes
    without a reason of theirs (consent, erasure). requests_per_second and attempts are of requests,
    batch_size is rows in one.
    """

    max_removed: float = 0.3
    requests_per_second: float = 5.0
    batch_size: int = 500
    attempts: int = 4
