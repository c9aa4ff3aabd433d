"""NoMAD: a survey of normalisation work scored per case and wave, beside the interviews."""
