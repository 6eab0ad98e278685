"""What ``make bench`` runs: one size of made-up data, ours and every peer side by side."""
