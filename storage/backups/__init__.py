"""Backups: one kind of archive for both databases, made while the bot runs and read back before anybody relies on it.

`archive.make` copies what stands in a database, `archive.examine` reads an archive to its end, `restore.restore` puts
one into a new place. All of it is plain blocking code: it runs in a process of its own, or in a thread.
"""
