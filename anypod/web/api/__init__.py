"""The JSON API of the admin port: records in, records out, and the OpenAPI document made of the same records."""
