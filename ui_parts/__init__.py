"""What the chat of `ui.py` is made of: its texts, each region's HTML, and, in `wiring`, what happens on a click. Only that knows gradio."""
