"""The add-ins: Excel's ``.xlam`` and LibreOffice's ``.oxt``, both built from text and from the registry of actions."""
