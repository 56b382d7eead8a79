"""The citizens' forum: charter, members, meetings and open hearings."""
