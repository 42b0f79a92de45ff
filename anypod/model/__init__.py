"""The vocabulary: frozen records and enums, no behaviour beyond derived values. Imports nothing of anypod."""
