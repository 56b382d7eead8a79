"""Staff's forms about courses."""
