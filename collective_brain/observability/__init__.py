"""What operators see of a running site: logs, health checks, metrics, error reports and traces.

It may import collective_brain.event_log, collective_brain.web and forum.live; only collective_brain
itself imports it. Start with health.py; metrics.py, error_reports.py and traces.py load only with
their setting (docs/settings.md).
"""
