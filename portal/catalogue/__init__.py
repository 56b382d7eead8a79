"""The course catalogue: chosen coming activities, on the web and as a printed booklet."""
