"""What the chat of `ui.py` is made of: its texts, and each region's HTML. Nothing here knows gradio."""
