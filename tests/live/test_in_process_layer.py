"""The channel layer of one process: what a hub needs of it."""

import asyncio

from forum.live.in_process_layer import InProcessChannelLayer


def test_what_is_sent_to_a_group_reaches_its_channels_in_order():
    async def send():
        layer = InProcessChannelLayer()
        one, other = await layer.new_channel(), await layer.new_channel()
        await layer.group_add("line.room.1", one)
        await layer.group_add("line.room.1", other)
        await layer.group_send("line.room.1", {"number": 1})
        await layer.group_discard("line.room.1", other)
        await layer.group_send("line.room.1", {"number": 2})
        heard = [await layer.receive(one) for _ in range(2)]
        return heard, await layer.receive(other), layer.channels

    assert asyncio.run(send()) == ([{"number": 1}, {"number": 2}], {"number": 1}, {})


def test_a_channel_that_is_full_loses_the_oldest():
    async def fill():
        layer = InProcessChannelLayer(capacity=2)
        for number in range(3):
            await layer.send("hub", {"number": number})
        return [await layer.receive("hub") for _ in range(2)]

    assert asyncio.run(fill()) == [{"number": 1}, {"number": 2}]
