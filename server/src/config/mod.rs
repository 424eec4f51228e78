//! The configuration: one documented file, every key overridable from the environment.
