"""The yt-dlp program: arguments, output, calls. The only place that knows its options."""
