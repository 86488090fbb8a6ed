"""The département's own extracts: their contract, their import into a private database, what is put in quarantine.

Microdata: nothing here is read by the web, and no value of a person is ever said in a message.
"""
