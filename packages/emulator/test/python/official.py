"""What the runs of both official clients share."""

import contextlib
import inspect
import io
import json
import sys

# Seconds between a client's polls; the emulator's time runs fast.
POLL = 0.01


async def settled(value):
    """The value of a call, whether the client is the asynchronous one or not."""
    return await value if inspect.isawaitable(value) else value


class Recorder:
    """Passes calls on to a client and notes which of its methods were used."""

    def __init__(self, client):
        self.client = client
        self.called = set()

    def __getattr__(self, name):
        method = getattr(self.client, name)

        async def call(*args, **options):
            self.called.add(name)
            # The clients print their progress; the only output of a run is its report.
            with contextlib.redirect_stdout(io.StringIO()):
                return await settled(method(*args, **options))

        return call

    async def finished(self, name, *args, **options):
        """Run a job to its end. The id and what its result callback was told."""
        results = []
        percents = []
        rid = await getattr(self, name)(
            *args,
            result_callback=results.append,
            progress_callback=lambda data: percents.append(data.progress_percent),
            poll_interval=POLL,
            **options,
        )
        assert len(results) == 1 and results[0].rid == rid, results
        assert all(0 <= percent <= 100 for percent in percents), percents
        return rid, results[0]

    async def succeeded(self, name, *args, **options):
        rid, result = await self.finished(name, *args, **options)
        assert result.error is None, result.error
        return rid

    def unused(self):
        """Public methods that no call was made to."""
        members = inspect.getmembers(type(self.client), callable)
        public = {name for name, _ in members if not name.startswith("_")}
        return sorted(public - self.called)


def report(facts):
    print(json.dumps(facts))


def arguments():
    """Where the service is, what to sign in with, a folder to work in, and which client: sync or async."""
    url, client_id, client_secret, folder, kind = sys.argv[1:]
    access = {"api_server_url": url, "client_id": client_id, "client_secret": client_secret}
    return access, folder, kind
