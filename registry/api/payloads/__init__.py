"""The bodies of requests and answers, as each dialect writes them."""
