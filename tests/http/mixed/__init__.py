"""Many clients ask the stored questions while snapshots are switched and processes are killed."""
