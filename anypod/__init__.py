"""anypod: podcast feeds from anything that yt-dlp can read."""
