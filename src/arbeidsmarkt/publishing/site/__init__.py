"""All editions as one publication: a static site, data over time, a feed, a catalogue description.

Reads the archive of final editions, and with ``--concepts`` the output folder; writes a folder that any web server can
serve and that can be read from disk as well.
"""
