# The program without any database in it. Runs as an ordinary user on a read-only root file system:
# it writes to /var/lib/partnet (keys, pictures) and /tmp, nowhere else.
FROM docker.io/library/python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements-prod.lock /build/
RUN /opt/venv/bin/pip install --require-hashes --requirement /build/requirements-prod.lock
COPY src /opt/partnet/src
COPY templates /opt/partnet/templates
COPY migrations /opt/partnet/migrations
COPY static /opt/partnet/static
COPY locale /opt/partnet/locale
COPY LICENSE README.md CHANGELOG.md /opt/partnet/
RUN /opt/venv/bin/python -m compileall -q /opt/venv /opt/partnet/src

FROM docker.io/library/python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/partnet/src \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PARTNET_DATA_DIR=/var/lib/partnet
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin partnet \
    && install --directory --owner=partnet --mode=0700 /var/lib/partnet /var/lib/partnet/secrets \
    && printf '#!/bin/sh\nexec python -m partnet_vote.cli "$@"\n' > /usr/local/bin/partnet-vote \
    && chmod 0755 /usr/local/bin/partnet-vote
COPY --from=build /opt /opt
USER 10001
VOLUME /var/lib/partnet
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["partnet-vote"]
CMD ["serve", "--host", "0.0.0.0"]
