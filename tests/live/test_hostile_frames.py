"""Any frame is answered, or it closes its tab with a code that docs/protocol.md names.

Either way it costs little CPU.
"""

import json
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from bench.live.sites import cpu_seconds
from bench.served.tabs import Tab
from collective_brain.serving.websocket_limits import CLOSE_TOO_MANY_FRAMES
from forum.live import consumer

MOST_CPU = 0.5  # seconds, for one frame
TOO_LARGE = {1006, 1009}
EXPECTED_CODES = {consumer.CLOSE_BAD_FRAME, CLOSE_TOO_MANY_FRAMES, *TOO_LARGE}
STREAMS = st.sampled_from(
    [
        "topic:1",
        "topic:0",
        "topic:-1",
        "topic:1e3",
        "topic:" + "9" * 400,
        "room:1",
        "member:1",
        "theme:1",
        "presence",
    ]
    + ["topic:", ":", "topic:٣", "topic:1\x00", "forum.hub", "x" * 3000]
) | st.text(max_size=50)
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | STREAMS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner, max_size=5)
    ),
    max_leaves=20,
)
ALMOST_VALID = st.fixed_dictionaries(
    {},
    optional={
        "listen": STREAMS | VALUES,
        "language": st.sampled_from(["en", "fr", "xx", ""]) | VALUES,
        "leave": STREAMS | VALUES,
        "typing": STREAMS | VALUES,
        "here": VALUES,
    },
)
TEXTS = (
    ALMOST_VALID.map(json.dumps)
    | VALUES.map(json.dumps)
    | st.text(max_size=300)
    | st.just("[" * 4000)
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_frame_is_answered_or_closes_its_tab_with_a_known_code(site, frames):
    used = cpu_seconds([site.process.pid])
    with Tab(site) as tab:
        with suppress(ConnectionClosed):  # the first frame may close it
            for frame in [*frames, '{"leave": 3}']:  # the last frame always closes it
                tab.socket.send(frame)
        assert tab.closing_code(within=10) in EXPECTED_CODES
    assert cpu_seconds([site.process.pid]) - used < MOST_CPU * len(frames)
