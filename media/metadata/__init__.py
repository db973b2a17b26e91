"""What a picture's file says of itself (IPTC in XMP and IIM, Exif), and what we write into files for readers.

Pure: Pillow and defusedxml, no Django. Everything in here comes from strangers, and is text to be shown, never trusted.
"""

from media.metadata.found import Found
from media.metadata.reading import read_metadata
from media.metadata.writing import Credits, save_options

__all__ = ["Credits", "Found", "read_metadata", "save_options"]
