"""Published contracts of npm packages and of snekmate, which are deployed and asked one question each."""
