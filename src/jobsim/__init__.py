"""jobsim: discrete-event simulation of county employment subsidy programmes."""

__version__ = "0.1.0"
