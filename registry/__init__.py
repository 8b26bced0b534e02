"""Patternshop: a registry of model templates and models."""
