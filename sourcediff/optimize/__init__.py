"""IR to IR, same meaning: fold, share, remove the dead."""
