"""HubSpot over HTTP: the only importer of httpx."""
