"""Kernels whose answers are all heard, for whoever runs a notebook with nbclient.

When a slider's output is shown, nbclient sends to the kernel while it waits for the kernel's answer on the
same socket. The sending takes the sign that an answer is there, and the wait then lasts as long as it may:
a minute is lost, or all of them. Here it looks again and again.
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

STEP = 0.25
"""Seconds between two looks."""


class HearingChannel(AsyncZMQSocketChannel):
    """A channel that looks for a message every now and then, and does not only wait to be told."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The next message; `timeout` in seconds, None for as long as it takes. Raises Empty."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            try:
                return await super().get_msg(timeout=max(0.0, min(STEP, left)))
            except Empty:
                if left <= STEP:
                    raise


class HearingClient(AsyncKernelClient):
    shell_channel_class = Type(HearingChannel)


class Kernels(AsyncKernelManager):
    """Give this to nbclient as `kernel_manager_class`."""

    client_factory = Type(klass=HearingClient, default_value=HearingClient)
    client_class = "kernels.HearingClient"
