"""The channel layer of a site in one process: what a hub needs."""

import asyncio

from forum.live.in_process_layer import InProcessChannelLayer


def test_messages_to_a_group_reach_its_channels_in_order():
    async def send():
        layer = InProcessChannelLayer()
        one, other = await layer.new_channel(), await layer.new_channel()
        await layer.group_add("stream.room.1", one)
        await layer.group_add("stream.room.1", other)
        await layer.group_send("stream.room.1", {"number": 1})
        await layer.group_discard("stream.room.1", other)
        await layer.group_send("stream.room.1", {"number": 2})
        received = [await layer.receive(one) for _ in range(2)]
        return received, await layer.receive(other), layer.queues

    assert asyncio.run(send()) == ([{"number": 1}, {"number": 2}], {"number": 1}, {})


def test_a_full_channel_loses_its_oldest_message():
    async def fill():
        layer = InProcessChannelLayer(capacity=2)
        for number in range(3):
            await layer.send("hub", {"number": number})
        return [await layer.receive("hub") for _ in range(2)]

    assert asyncio.run(fill()) == [{"number": 1}, {"number": 2}]
