"""What is promised: one pandera model per published table, and which tables make a dataset."""
