"""The bulk importer for HubSpot CRM."""

__version__ = "0.1.0"
