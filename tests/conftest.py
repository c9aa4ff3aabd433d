"""Property tests are judged by what they find, never by the clock of the machine.

Tests leave nothing in the cache folder of the person who runs them.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
os.environ["NPT_CODER_CACHE"] = ""
