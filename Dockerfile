# Trợ lý số in a container. All that lasts is in /data: settings, secrets, database, backups.
FROM python:3.11-slim AS packages
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim
RUN useradd --uid 1000 --create-home --home-dir /data trolyso
COPY --from=packages /venv /venv
COPY app.py scheduler.py config.toml /app/
COPY bot /app/bot
COPY campaigns /app/campaigns
COPY cli /app/cli
COPY guides /app/guides
COPY handlers /app/handlers
COPY storage /app/storage
# Presets may be added by «trolyso init».
RUN chown -R trolyso /app/campaigns && printf '#!/bin/sh\nexec /venv/bin/python /app/app.py "$@"\n' > /usr/local/bin/trolyso \
    && chmod 755 /usr/local/bin/trolyso && /venv/bin/python -m compileall -q /app
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp \
    TROLYSO_SERVER__HOST=0.0.0.0 TROLYSO_SERVER__PORT=8080
USER trolyso
# config.toml and trolyso.env are looked for here first; without them the ones in /app are used.
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["/venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["trolyso"]
CMD ["run"]
