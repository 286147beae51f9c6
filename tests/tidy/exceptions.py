"""The only way past a rule: (rule, path, reason). An exception that excuses nothing is itself reported."""

EXCEPTIONS = (
)
