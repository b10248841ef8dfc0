import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]

settings.register_profile("local", deadline=None, suppress_health_check=SLOW)
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=50, suppress_health_check=SLOW
)
settings.register_profile("long", deadline=None, max_examples=2_000, suppress_health_check=SLOW)

if os.environ.get("HUBCLI_LONG") == "1":
    settings.load_profile("long")
elif os.environ.get("CI") == "true":
    settings.load_profile("ci")
else:
    settings.load_profile("local")
