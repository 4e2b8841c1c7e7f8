"""Lives: what persons, firms and ventures do from day to day. One file per life."""
