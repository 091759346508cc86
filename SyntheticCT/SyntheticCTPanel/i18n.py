"""Text for people, in their language where Slicer's translator is there."""

try:
    from slicer.i18n import tr
except ImportError:  # MRML without the application, where tests run

    def tr(text: str) -> str:
        """The text as it is."""
        return text


__all__ = ["tr"]
